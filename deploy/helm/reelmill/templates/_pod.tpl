{{/*
The pods of Reelmill. Each takes a dict: root, component, settings (the values of the workload), image, and
  args    what node runs
  env     more variables, a list
  needs   database, broker, objects, scratch: what is mounted and set, a list
  memoryMiB, ephemeralMiB, drainSeconds, graceSeconds, probes
*/}}
{{- define "reelmill.podMetadata" -}}
{{- $own := include "reelmill.selector" . | fromYaml -}}
labels:
  {{- mergeOverwrite (deepCopy (.settings.podLabels | default dict)) $own | toYaml | nindent 2 }}
annotations:
  kubectl.kubernetes.io/default-container: {{ .component }}
  {{- if and .root.Values.trial.enabled .needs }}
  checksum/trial: {{ include (print .root.Template.BasePath "/trial/secret.yaml") .root | sha256sum | quote }}
  {{- end }}
  {{- with .settings.podAnnotations }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{- define "reelmill.podSpec" -}}
{{- $values := .root.Values -}}
automountServiceAccountToken: false
{{- with $values.serviceAccountName }}
serviceAccountName: {{ . | quote }}
{{- end }}
# Without them Kubernetes sets a variable for each Service of the namespace.
enableServiceLinks: false
{{- with $values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
{{- end }}
{{- with .settings.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- with .graceSeconds }}
terminationGracePeriodSeconds: {{ . }}
{{- end }}
securityContext:
  {{- include "reelmill.podSecurity" 1000 | nindent 2 }}
containers:
  - {{- include "reelmill.container" . | nindent 4 }}
volumes:
  {{- include "reelmill.volumes" . | nindent 2 }}
{{- include "reelmill.placement" . }}
{{- end -}}

{{/* "restricted" of the Pod Security Standards. Takes the user id, which is its group too. */}}
{{- define "reelmill.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
# Else every start of a pod walks through all files of the object store.
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "reelmill.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "reelmill.container" -}}
name: {{ .component }}
image: {{ include "reelmill.image" (dict "root" .root "image" .image) | quote }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
args: {{ toJson .args }}
env:
  {{- include "reelmill.env" . | nindent 2 }}
securityContext:
  {{- include "reelmill.containerSecurity" . | nindent 2 }}
resources:
  {{- include "reelmill.resources" . | nindent 2 }}
volumeMounts:
  {{- include "reelmill.mounts" . | nindent 2 }}
{{- if .service }}
ports:
  - name: admin
    containerPort: 9464
  {{- if eq .component "gateway" }}
  - name: http
    containerPort: 3000
  {{- end }}
{{- include "reelmill.probes" . }}
{{- end }}
{{- with .preStopSeconds }}
lifecycle:
  preStop:
    # An endpoint that goes is known to proxies only later: until then they still send requests here.
    sleep:
      seconds: {{ . }}
{{- end }}
{{- end -}}

{{- define "reelmill.probes" }}
startupProbe:
  httpGet: { path: /healthz/live, port: admin }
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  # Says of the process alone, never of database or broker: a restart would mend neither.
  httpGet: { path: /healthz/live, port: admin }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: { path: /healthz/ready, port: admin }
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
{{- end -}}

{{/* Memory that is asked for is the limit: pods that overcommit a node's memory are killed with all their work. */}}
{{- define "reelmill.resources" -}}
requests:
  cpu: {{ .settings.cpuRequest | quote }}
  memory: {{ .memoryMiB }}Mi
  ephemeral-storage: {{ .ephemeralMiB }}Mi
limits:
  {{- with .settings.cpuLimit }}
  cpu: {{ . | quote }}
  {{- end }}
  memory: {{ .memoryMiB }}Mi
  ephemeral-storage: {{ .ephemeralMiB }}Mi
{{- end -}}
