{{/*
A server with one disk, to try Reelmill: (dict "root" $ "component" "postgres" "settings" .Values.trial.postgres), and
port, data (the folder of its disk), env, mounts, volumes, writable (folders that it writes to), probe (a command)
*/}}
{{- define "reelmill.trialServer" -}}
{{- $name := printf "%s-%s" (include "reelmill.fullname" .root) .component -}}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ $name }}
  labels:
    {{- include "reelmill.labels" . | nindent 4 }}
spec:
  replicas: 1
  serviceName: {{ $name }}
  selector:
    matchLabels:
      {{- include "reelmill.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "reelmill.selector" . | nindent 8 }}
      annotations:
        checksum/trial: {{ include (print .root.Template.BasePath "/trial/secret.yaml") .root | sha256sum | quote }}
    spec:
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: 60
      securityContext:
        {{- include "reelmill.podSecurity" 999 | nindent 8 }}
      containers:
        - {{- include "reelmill.trialContainer" . | nindent 10 }}
      volumes:
        - name: trial
          secret: { secretName: {{ include "reelmill.fullname" .root }}-trial, defaultMode: 288 }
        {{- range $folder := .writable }}
        - name: {{ base $folder }}
          emptyDir: { medium: Memory, sizeLimit: 64Mi }
        {{- end }}
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes: [ReadWriteOnce]
        {{- with .settings.storageClass }}
        storageClassName: {{ . | quote }}
        {{- end }}
        resources:
          requests:
            storage: {{ .settings.size | quote }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $name }}
  labels:
    {{- include "reelmill.labels" . | nindent 4 }}
spec:
  clusterIP: None
  selector:
    {{- include "reelmill.selector" . | nindent 4 }}
  ports:
    - { name: {{ .component }}, port: {{ .port }}, targetPort: {{ .component }} }
{{- end -}}

{{- define "reelmill.trialContainer" -}}
name: {{ .component }}
image: {{ .settings.image | quote }}
securityContext:
  {{- include "reelmill.containerSecurity" . | nindent 2 }}
env: {{ toJson .env }}
ports:
  - { name: {{ .component }}, containerPort: {{ .port }} }
startupProbe:
  exec: { command: {{ toJson .probe }} }
  periodSeconds: 5
  timeoutSeconds: 10
  failureThreshold: 60
livenessProbe:
  exec: { command: {{ toJson .probe }} }
  periodSeconds: 30
  timeoutSeconds: 15
  failureThreshold: 4
readinessProbe:
  tcpSocket: { port: {{ .component }} }
  periodSeconds: 5
resources:
  requests:
    cpu: {{ .settings.cpuRequest | quote }}
    memory: {{ .settings.memoryMiB }}Mi
    ephemeral-storage: 256Mi
  limits:
    memory: {{ .settings.memoryMiB }}Mi
    ephemeral-storage: 256Mi
volumeMounts:
  - { name: data, mountPath: {{ .data }} }
  {{- range .writable }}
  - { name: {{ base . }}, mountPath: {{ . }} }
  {{- end }}
  - { name: trial, mountPath: {{ .secretFile.path }}, subPath: {{ .secretFile.key }}, readOnly: true }
{{- end -}}
