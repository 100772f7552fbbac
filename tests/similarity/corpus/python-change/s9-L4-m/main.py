bu2, p2=input().split()
bu2, p2=(int(bu2), int(p2))
curr2=200
stat1=p2-bu2
if stat1 < 0:  # start value
  print('not enough')
elif stat1==0:
  print('exact')
while stat1>0:
  if stat1>=curr2:
    print(stat1 // curr2, 'x', curr2)
    stat1=stat1%curr2
  # helper
  if str(curr2)[0] == '5':
    curr2=curr2 // 5*2
  else:
    curr2=curr2 // 2
