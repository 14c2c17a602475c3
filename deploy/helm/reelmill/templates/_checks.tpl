{{/* What each value's schema can't see: values that contradict each other. All at once, since one refusal a try is slow. */}}
{{- define "reelmill.checks" -}}
{{- $pods := dict "gateway" .Values.gateway "orchestrator" .Values.orchestrator "migration" .Values.migration -}}
{{- range $name, $pool := .Values.workers }}{{- $_ := set $pods (printf "workers.%s" $name) $pool }}{{- end -}}
{{- $problems := list -}}
{{- range $path, $settings := $pods -}}
{{- /* Bounds of what is off are taken by nothing. */}}
{{- $scaled := ternary $.Values.keda.enabled (dig "autoscaling" "enabled" false $settings) (hasPrefix "workers." $path) -}}
{{- with ternary $settings.autoscaling nil $scaled -}}
{{- if gt (int .minReplicas) (int .maxReplicas) -}}
{{- $problems = printf "%s.autoscaling: minReplicas %d is more than maxReplicas %d" $path (int .minReplicas) (int .maxReplicas) | append $problems -}}
{{- end -}}
{{- end -}}
{{- with $settings.cpuLimit -}}
{{- if lt (include "reelmill.millicores" . | float64) (include "reelmill.millicores" $settings.cpuRequest | float64) -}}
{{- $problems = printf "%s: cpuLimit %s is less than cpuRequest %s" $path . $settings.cpuRequest | append $problems -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $fullname := include "reelmill.fullname" . -}}
{{- /* Names of Services; a release's may begin with a digit and have dots. */}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" $fullname) -}}
{{- fail (printf "no Service can be named %s-gateway: set fullnameOverride" $fullname) -}}
{{- end -}}
{{- with $problems }}{{ fail (join "\n" . | printf "these values contradict each other:\n%s") }}{{ end -}}
{{- end -}}

{{- define "reelmill.millicores" -}}
{{- if hasSuffix "m" . }}{{ trimSuffix "m" . }}{{ else }}{{ mulf (float64 .) 1000 }}{{ end -}}
{{- end -}}
