{{/*
The pod of a worker pool: (dict "root" $ "name" "renderer"). Its limits follow from its slots, so that no value can
set them apart: a worker with n slots has n + 1 tasks at most, and files in a scratch folder of medium Memory are
memory of the pod.
*/}}
{{- define "reelmill.workerPod" -}}
{{- $pool := index .root.Values.workers .name -}}
{{- $tasks := mul (add $pool.slots 1) $pool.taskMemoryMiB -}}
{{- $inMemory := eq $pool.scratch.medium "Memory" -}}
{{- $env := list (dict "name" "SLOTS" "value" (toString $pool.slots)) -}}
{{- with $pool.fetch -}}
{{- $env = concat $env (list
  (dict "name" "FETCH_ALLOW_PORTS" "value" (join "," .allowPorts))
  (dict "name" "FETCH_MAX_BYTES" "value" (int64 .maxBytes | toString))
  (dict "name" "FETCH_TIMEOUT_SECONDS" "value" (toString .timeoutSeconds))) -}}
{{- end -}}
{{- dict "component" .name "service" true
  "args" (list (printf "dist/apps/%s/src/main.js" .name)) "needs" (list "broker" "objects" "scratch") "env" $env
  "memoryMiB" (add $pool.baseMemoryMiB $tasks 64 (ternary $pool.scratch.sizeMiB 0 $inMemory))
  "ephemeralMiB" (add 256 (ternary 0 $pool.scratch.sizeMiB $inMemory))
  "drainSeconds" $pool.drainSeconds "graceSeconds" (add $pool.drainSeconds 30) | toYaml -}}
{{- end -}}
