{{/* Names for a server to which pods may go. Each takes the root. */}}
{{- define "reelmill.toDns" -}}
- to:
    {{- toYaml .Values.networkPolicy.dns.peers | nindent 4 }}
  ports:
    {{- range .Values.networkPolicy.dns.ports }}
    - { protocol: UDP, port: {{ . }} }
    - { protocol: TCP, port: {{ . }} }
    {{- end }}
{{- end -}}

{{- define "reelmill.toDatabase" -}}
{{- if .Values.trial.enabled -}}
- to:
    - podSelector:
        matchLabels:
          {{- include "reelmill.selector" (dict "root" . "component" "postgres") | nindent 10 }}
  ports:
    - { protocol: TCP, port: 5432 }
{{- else -}}
{{- include "reelmill.toServer" .Values.networkPolicy.database -}}
{{- end -}}
{{- end -}}

{{- define "reelmill.toBroker" -}}
{{- if .Values.trial.enabled -}}
- to:
    - podSelector:
        matchLabels:
          {{- include "reelmill.selector" (dict "root" . "component" "rabbitmq") | nindent 10 }}
  ports:
    - { protocol: TCP, port: 5672 }
{{- else -}}
{{- include "reelmill.toServer" .Values.networkPolicy.broker -}}
{{- end -}}
{{- end -}}

{{- define "reelmill.toServer" -}}
- to:
    {{- toYaml .peers | nindent 4 }}
  ports:
    {{- range .ports }}
    - { protocol: TCP, port: {{ . }} }
    {{- end }}
{{- end -}}

{{/*
The addresses that libs/safe-fetch takes for public: a second wall behind it. IPv6 is what was ever handed out, 2000::/3,
so that private, link-local, NAT64 and mapped forms need no entry (and the API refuses ::ffff:0:0/96 as one).
*/}}
{{- define "reelmill.toInternet" -}}
{{- $more := .Values.networkPolicy.internet.alsoExcept -}}
- to:
    - ipBlock:
        cidr: 0.0.0.0/0
        except:
          {{- range list "0.0.0.0/8" "10.0.0.0/8" "100.64.0.0/10" "127.0.0.0/8" "168.63.129.16/32" "169.254.0.0/16" "172.16.0.0/12" "192.0.0.0/24" "192.0.2.0/24" "192.88.99.0/24" "192.168.0.0/16" "198.18.0.0/15" "198.51.100.0/24" "203.0.113.0/24" "224.0.0.0/4" "240.0.0.0/4" }}
          - {{ . | quote }}
          {{- end }}
          {{- range $more }}{{ if not (contains ":" .) }}
          - {{ . | quote }}
          {{- end }}{{ end }}
    - ipBlock:
        cidr: 2000::/3
        except:
          {{- range list "2001::/23" "2001:db8::/32" "2002::/16" "3fff::/20" }}
          - {{ . | quote }}
          {{- end }}
          {{- range $more }}{{ if contains ":" . }}
          - {{ . | quote }}
          {{- end }}{{ end }}
  ports:
    {{- range .Values.workers.storage.fetch.allowPorts }}
    - { protocol: TCP, port: {{ . }} }
    {{- end }}
{{- end -}}

{{/* Prometheus, from its namespace, to the admin listener. */}}
{{- define "reelmill.fromMonitoring" -}}
- from:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: {{ .Values.networkPolicy.monitoringNamespace | quote }}
  ports:
    - { protocol: TCP, port: 9464 }
{{- end -}}

{{- define "reelmill.fromKeda" -}}
- from:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: {{ .Values.networkPolicy.kedaNamespace | quote }}
  ports:
    - { protocol: TCP, port: 9464 }
{{- end -}}

{{/* Callers of the API: those of the values, and the pod of `helm test`. */}}
{{- define "reelmill.fromCallers" -}}
- from:
    {{- with .Values.networkPolicy.callers }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
    - podSelector:
        matchLabels:
          {{- include "reelmill.selector" (dict "root" . "component" "test") | nindent 10 }}
  ports:
    - { protocol: TCP, port: 3000 }
{{- end -}}

{{/* Pods of the release, of some components, to one of its servers: (dict "root" $ "components" (list …) "port" 5432) */}}
{{- define "reelmill.fromComponents" -}}
- from:
    - podSelector:
        matchLabels:
          {{- include "reelmill.releaseSelector" .root | nindent 10 }}
        matchExpressions:
          - { key: app.kubernetes.io/component, operator: In, values: {{ toJson .components }} }
  ports:
    - { protocol: TCP, port: {{ .port }} }
{{- end -}}
