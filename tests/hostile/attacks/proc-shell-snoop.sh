# What a curious student types: other processes, their environments, the host's users and network.
for file in /proc/[0-9]*/environ; do
  pid=${file#/proc/}
  pid=${pid%/environ}
  [ "$pid" = "$$" ] && continue
  if [ "$pid" != self ] && head -c 1 "$file" >/dev/null 2>&1 && [ -d "/proc/$pid" ]; then
    echo "BREACH: can read $file"
    exit 66
  fi
done
prefix=ASSAY
prefix="$prefix-SECRET-"
if grep -rsl -e "$prefix" /tmp /run /var/tmp /home /root /srv /opt /mnt 2>/dev/null | grep .; then
  echo "BREACH: a secret lies in the file above"
  exit 66
fi
if [ -r /etc/shadow ]; then
  echo "BREACH: can read /etc/shadow"
  exit 66
fi
echo "CONTAINED: nothing to see"
