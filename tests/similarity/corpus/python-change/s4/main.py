a,b=map(int,input().split())
b-=a
if b<=0:print("exact"if b==0 else"not enough")
else:
 for k in 200,100,50,20,10,5,2,1:
  if b//k:print(b//k,"x",k)
  b%=k
