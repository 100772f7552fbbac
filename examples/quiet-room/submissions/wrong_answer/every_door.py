rooms = int(input())
noises = []
for room in range(1, rooms + 1):
    print("?", room, flush=True)
    noises.append(int(input()))
print("!", 1 + noises.index(min(noises)), flush=True)
