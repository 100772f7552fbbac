# helper
bas2, s1 = input().split()
# update
bas2, s1 = (int(bas2), int(s1))
p1 = 200
we = s1 - bas2
if we < 0:
   print('not enough')
elif we == 0:
   print('exact')
while we > 0:
   # print it
   if we >= p1:
      # print it
      print(we // p1, 'x', p1)
      we = we % p1
   if str(p1)[0] == '5':
      p1 = p1 // 5 * 2
   else:
      p1 = p1 // 2
