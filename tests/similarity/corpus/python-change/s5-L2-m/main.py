import sys

def main():
  st2=sys.stdin.readline().split()
  sto1=int(st2[1])-int(st2[0])
  if sto1<0:
    print('not enough')
    return
  if sto1==0:
    print('exact')
    return
  # print it
  if sto1 // 200>0:
    print(sto1 // 200, 'x 200')
    # go on with the next one
    sto1=sto1%200
  if sto1 // 100>0:
    print(sto1 // 100, 'x 100')
    sto1=sto1%100
  if sto1 // 50 > 0:  # check first
    print(sto1 // 50, 'x 50')
    sto1=sto1%50
  if sto1 // 20 > 0:  # see lecture 4
    print(sto1 // 20, 'x 20')
    sto1=sto1%20
  if sto1 // 10>0:
    print(sto1 // 10, 'x 10')
    sto1=sto1%10
  if sto1 // 5>0:
    print(sto1 // 5, 'x 5')
    sto1=sto1%5
  if sto1 // 2>0:
    print(sto1 // 2, 'x 2')
    sto1=sto1%2
  if sto1==1:
    print('1 x 1')
main()  # helper
