{{- define "reelmill.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "reelmill.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "reelmill.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "reelmill.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* What finds the pods of the release. Selectors can't change after they were made: no version, nothing of the chart. */}}
{{- define "reelmill.releaseSelector" -}}
app.kubernetes.io/name: {{ include "reelmill.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{/* Of one component: (dict "root" $ "component" "gateway"). */}}
{{- define "reelmill.selector" -}}
{{ include "reelmill.releaseSelector" .root }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* Labels of an object; those of pods leave the chart out, so that a change of the chart alone restarts nothing. */}}
{{- define "reelmill.labels" -}}
{{ include "reelmill.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* (dict "root" $ "image" .Values.image.control) */}}
{{- define "reelmill.image" -}}
{{- $image := .root.Values.image -}}
{{- $name := printf "%s/%s:%s" $image.registry .image.repository ($image.tag | default .root.Chart.AppVersion) -}}
{{- if .image.digest }}{{ printf "%s@%s" $name .image.digest }}{{ else }}{{ $name }}{{ end -}}
{{- end -}}

{{- define "reelmill.objectsClaim" -}}
{{- .Values.objects.existingClaim | default (printf "%s-objects" (include "reelmill.fullname" .)) -}}
{{- end -}}

{{- define "reelmill.databaseSecret" -}}
{{- if .Values.trial.enabled }}{{ include "reelmill.fullname" . }}-trial{{ else }}{{ .Values.database.existingSecret }}{{ end -}}
{{- end -}}

{{- define "reelmill.brokerSecret" -}}
{{- if .Values.trial.enabled }}{{ include "reelmill.fullname" . }}-trial{{ else }}{{ .Values.broker.existingSecret }}{{ end -}}
{{- end -}}

{{/* Hosts that the gateway answers: its Service as pods of the cluster write it, those of ingress and route, those of the values. */}}
{{- define "reelmill.publicHosts" -}}
{{- $name := printf "%s-gateway" (include "reelmill.fullname" .) -}}
{{- $inside := list $name (printf "%s.%s" $name .Release.Namespace) (printf "%s.%s.svc" $name .Release.Namespace) (printf "%s.%s.svc.cluster.local" $name .Release.Namespace) -}}
{{- $ingress := ternary .Values.ingress.hosts list .Values.ingress.enabled -}}
{{- $route := ternary .Values.httpRoute.hostnames list .Values.httpRoute.enabled -}}
{{- concat $inside $ingress $route .Values.gateway.publicHosts | uniq | join "," -}}
{{- end -}}
