#!/bin/sh
exec "${0%/*}/launch.sh" ffmpeg "$@"
