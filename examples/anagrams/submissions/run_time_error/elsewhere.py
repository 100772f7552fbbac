print(open("/home/student/words.txt").read())
