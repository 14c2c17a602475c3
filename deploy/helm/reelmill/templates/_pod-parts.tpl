{{- define "reelmill.env" -}}
{{- if .service -}}
- name: LOG_LEVEL
  value: {{ .root.Values.logLevel }}
- name: ADMIN_HOST
  value: 0.0.0.0
- name: ADMIN_PORT
  value: "9464"
- name: DRAIN_SECONDS
  value: {{ .drainSeconds | quote }}
{{ end -}}
{{- if has "database" .needs -}}
- name: DATABASE_URL_FILE
  value: /run/secrets/database/url
{{ end -}}
{{- if has "broker" .needs -}}
- name: AMQP_URL_FILE
  value: /run/secrets/broker/url
{{ end -}}
{{- if has "objects" .needs -}}
- name: OBJECTS_DIR
  value: /data/objects
{{ end -}}
{{- if has "scratch" .needs -}}
- name: SCRATCH_DIR
  value: /scratch
{{ end -}}
{{- if include "reelmill.trustsMore" . -}}
- name: NODE_EXTRA_CA_CERTS
  value: /run/certificates/ca.crt
{{ end -}}
{{- with .env -}}
{{ toYaml . }}
{{ end -}}
{{- with .settings.extraEnv -}}
{{ toYaml . }}
{{- end -}}
{{- end -}}

{{- define "reelmill.mounts" -}}
- name: tmp
  mountPath: /tmp
{{- range $secret := list "database" "broker" }}
{{- if has $secret $.needs }}
- name: {{ $secret }}
  mountPath: /run/secrets/{{ $secret }}
  readOnly: true
{{- end }}
{{- end }}
{{- if include "reelmill.trustsMore" . }}
- name: certificates
  mountPath: /run/certificates
  readOnly: true
{{- end }}
{{- if has "objects" .needs }}
- name: objects
  mountPath: /data/objects
{{- end }}
{{- if has "scratch" .needs }}
- name: scratch
  mountPath: /scratch
{{- end }}
{{- end -}}

{{- define "reelmill.volumes" -}}
- name: tmp
  emptyDir: { medium: Memory, sizeLimit: 64Mi }
{{- if has "database" .needs }}
- name: database
  {{- include "reelmill.urlVolume" (dict "secret" (include "reelmill.databaseSecret" .root) "key" (ternary "database-url" .root.Values.database.key .root.Values.trial.enabled)) | nindent 2 }}
{{- end }}
{{- if has "broker" .needs }}
- name: broker
  {{- include "reelmill.urlVolume" (dict "secret" (include "reelmill.brokerSecret" .root) "key" (ternary "broker-url" .root.Values.broker.key .root.Values.trial.enabled)) | nindent 2 }}
{{- end }}
{{- if include "reelmill.trustsMore" . }}
- name: certificates
  configMap:
    name: {{ .root.Values.trustedCertificates.existingConfigMap | quote }}
    items:
      - key: {{ .root.Values.trustedCertificates.key | quote }}
        path: ca.crt
{{- end }}
{{- if has "objects" .needs }}
- name: objects
  persistentVolumeClaim:
    claimName: {{ include "reelmill.objectsClaim" .root | quote }}
{{- end }}
{{- if has "scratch" .needs }}
- name: scratch
  emptyDir:
    {{- if eq .settings.scratch.medium "Memory" }}
    medium: Memory
    {{- end }}
    sizeLimit: {{ .settings.scratch.sizeMiB }}Mi
{{- end }}
{{- end -}}

{{/* Said of what has servers: the pod of `helm test` has none but the gateway, without TLS. */}}
{{- define "reelmill.trustsMore" -}}
{{- if and .needs .root.Values.trustedCertificates.existingConfigMap }}true{{ end -}}
{{- end -}}

{{/* 288 is 0440: for the group of the pod, which is fsGroup. */}}
{{- define "reelmill.urlVolume" -}}
secret:
  secretName: {{ .secret | quote }}
  defaultMode: 288
  items:
    - key: {{ .key | quote }}
      path: url
{{- end -}}

{{- define "reelmill.placement" }}
{{- with .settings.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .settings.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if and .needs .root.Values.objects.singleNode (has "objects" .needs) }}
affinity:
  {{- include "reelmill.oneNode" . | nindent 2 }}
{{- else if .settings.affinity }}
affinity:
  {{- toYaml .settings.affinity | nindent 2 }}
{{- end }}
{{- if ne .component "migration" }}
topologySpreadConstraints:
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "reelmill.selector" $ | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
  {{- end }}
{{- end }}
{{- end -}}

{{/* The first pod may go anywhere, since it matches the term itself; the others follow it. */}}
{{- define "reelmill.oneNode" -}}
podAffinity:
  requiredDuringSchedulingIgnoredDuringExecution:
    - topologyKey: kubernetes.io/hostname
      labelSelector:
        matchLabels:
          {{- include "reelmill.releaseSelector" .root | nindent 10 }}
        matchExpressions:
          - key: app.kubernetes.io/component
            operator: In
            values: [analyzer, gateway, renderer, storage, transcriber]
{{- end -}}
