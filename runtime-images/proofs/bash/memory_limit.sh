block=xxxxxxxxxxxxxxxx
while :; do block+=$block; done
