#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A Slurm cluster of one node on this machine, for as long as a command runs:
#   packaging/cluster/slurm_on_loopback.sh FOLDER COMMAND...
# Everything it writes is in FOLDER; the command finds the cluster by SLURM_CONF. It has a partition
# "lafs" of 8 CPUs (more than there are, perhaps), no accounting, no cgroups and no munge: whoever
# reaches its ports may use it, so it is for tests on loopback only. Exit code 69 when slurmctld or
# slurmd is not installed or does not come up; else the command's own. Runs as any user.
set -euo pipefail
folder=$(cd "$1" && pwd)
shift
PATH=$PATH:/usr/sbin:/sbin
for program in slurmctld slurmd sbatch squeue scontrol scancel sinfo; do
  command -v "$program" >/dev/null && continue
  echo "slurm_on_loopback: $program is not installed (Debian: slurm-wlm)" >&2
  exit 69
done

host=$(hostname -s)
user=$(id -un)
read -r controller_port node_port < <(python3 - <<'PYTHON'
import socket
sockets = [socket.socket() for _ in range(2)]
for one in sockets:
    one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in sockets))
PYTHON
)
mkdir -p "$folder/state" "$folder/spool"
: >"$folder/plugstack.conf"
cat >"$folder/slurm.conf" <<CONF
ClusterName=lafs
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$controller_port
SlurmdPort=$node_port
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/none
CredType=cred/none
# A requeued job starts when its credential has run out; 5 s is the least that is allowed.
AuthInfo=cred_expire=5
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
PlugStackConfig=$folder/plugstack.conf
MailProg=/bin/true
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=5
MinJobAge=${SLURM_MIN_JOB_AGE:-300}
NodeName=$host NodeAddr=127.0.0.1 CPUs=8 State=UNKNOWN
PartitionName=lafs Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
chmod 600 "$folder/slurm.conf"
export SLURM_CONF=$folder/slurm.conf

daemons=()
stop() {
  scancel --quiet --user="$user" 2>/dev/null || true
  kill "${daemons[@]}" 2>/dev/null || true
  wait "${daemons[@]}" 2>/dev/null || true
}
trap stop EXIT
trap 'exit 143' TERM INT HUP

slurmctld -D -f "$SLURM_CONF" >"$folder/slurmctld.out" 2>&1 </dev/null &
daemons+=($!)
slurmd -D -f "$SLURM_CONF" >"$folder/slurmd.out" 2>&1 </dev/null &
daemons+=($!)
ready=
for _ in $(seq 100); do
  if [ "$(timeout 5 sinfo --noheader --format=%T 2>/dev/null)" = idle ]; then
    ready=yes
    break
  fi
  kill -0 "${daemons[@]}" 2>/dev/null || break
  sleep 0.1
done
if [ -z "$ready" ]; then
  echo "slurm_on_loopback: the cluster does not come up:" >&2
  grep -h error "$folder"/slurmctld.out "$folder"/slurmd.out >&2 || true
  exit 69
fi
"$@"
