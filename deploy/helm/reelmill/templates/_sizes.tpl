{{/* MiB of a size in Mi, Gi or Ti. */}}
{{- define "reelmill.mebibytes" -}}
{{- $unit := trimPrefix (regexFind "^[0-9]+" .) . -}}
{{- mul (regexFind "^[0-9]+" . | int64) (get (dict "Mi" 1 "Gi" 1024 "Ti" 1048576) $unit) -}}
{{- end -}}

{{/*
Sizes that are too little, a line each. They are taken: an installation may have one and work, and a size that is fixed
at install can't be mended by an upgrade.
*/}}
{{- define "reelmill.smallSizes" -}}
{{- $least := dict -}}
{{- if not .Values.objects.existingClaim -}}
{{- $_ := set $least "objects.size" (list .Values.objects.size 5120 "2 GiB or 5 % of it, whichever is more, stay free. Less than 5Gi is soon full.") -}}
{{- end -}}
{{- if .Values.trial.enabled -}}
{{- $_ := set $least "trial.postgres.size" (list .Values.trial.postgres.size 1024 "the database needs 1Gi at least.") -}}
{{- $_ := set $least "trial.rabbitmq.size" (list .Values.trial.rabbitmq.size 2048 "with less than 1 GB free the broker takes nothing. It needs 2Gi at least.") -}}
{{- end -}}
{{- range $path, $row := $least }}
{{- if lt (include "reelmill.mebibytes" (index $row 0) | int64) (index $row 1 | int64) }}
{{ $path }} {{ index $row 0 }} is too little: {{ index $row 2 }}
{{- end }}
{{- end }}
{{- end -}}
