BEGIN {
  block = "xxxxxxxxxxxxxxxx"
  for (i = 0; i < 16; i++) block = block block
  for (i = 0;; i++) kept[i] = block i
}
