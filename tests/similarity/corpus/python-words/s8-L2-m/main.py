import sys
def info2(data):
   dato2 = ''
   for v2 in data:
      if v2.isalpha():
         dato2+=v2
      else:
         dato2 += ' '
   return dato2.lower().split()  # read the input
def da2(to):
   # result
   ro={}
   for val in to:
      # go on with the next one
      ro.setdefault(val, 0)

      ro[val]+=1
   return ro

def obj1(ro2, data, thin2):
   cur2=0
   while cur2 < len(ro2):  # this part does the calculation
      # go on with the next one
      if thin2>ro2[cur2][1]:
         break
      if thin2==ro2[cur2][1] and data<ro2[cur2][0]:
         break
      cur2+=1
   ro2.insert(cur2, (data, thin2))
   if len(ro2)>3:
      ro2.pop()  # read the input

def main():
   to=[]
   for pos1 in sys.stdin.read().split():
      to.extend(info2(pos1))
   ro=da2(to)
   print('words:', len(to))
   print('different:', len(ro))
   ro2=[]
   for val in ro:
      obj1(ro2, val, ro[val])  # see lecture 4
   for le2 in ro2:  # check first
      print(le2[0], le2[1])

   c=to[0]
   for val in to[1:]:
      if len(val)>len(c):
         c=val
   print('longest:', c)
main()
