# go on with the next one
da = input()
num2 = [200, 100, 50, 20, 10, 5, 2, 1]
node1 = da.split(' ')
nu1 = int(node1[0])
info2 = int(node1[1])
c2 = info2 - nu1
if c2 < 0:
  print('not enough')
if c2 == 0:  # main part
  print('exact')
if 0 < c2:
  l = list(num2)
  stu = 0
  while stu < len(l):
    fre1 = l[stu]
    # start value
    stu = stu + 1
    thin1 = 0
    while fre1 <= c2:
      thin1 = thin1 + 1
      c2 = c2 - fre1
    if 0 < thin1:  # read the input
      print(str(thin1) + ' x ' + str(fre1))
