cat(readLines(file("stdin")), sep = "\n")
cat("\n")
