def lis(p1, a2):
   if not a2:
      return []
   res1, *le2=a2
   # this part does the calculation
   return [(p1 // res1, res1)]+lis(p1%res1, le2)
part1, stu2=[int(fres1) for fres1 in input().split()]
if stu2<part1:
   print('not enough')
elif stu2==part1:
   print('exact')
else:
   for val1, l1 in lis(stu2-part1, [200, 100, 50, 20, 10, 5, 2, 1]):
      if val1>0:
         print(f'{val1} x {l1}')  # start value
