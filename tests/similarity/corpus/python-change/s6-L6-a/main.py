def give_back(rest):
    result = {}
    values = [200, 100, 50, 20, 10, 5, 2, 1]
    while rest != 0:
        for v in values:
            if v <= rest:
                break
        if v not in result:
            result[v] = 0
        result[v] = result[v] + 1
        rest = rest - v
    return result


line = input().split()
rest = int(line[1]) - int(line[0])
if rest >= 0:
    result = give_back(rest)
    if len(result) == 0:
        print("exact")
    else:
        for v in sorted(result, reverse=True):
            print(f"{result[v]} x {v}")
else:
    print("not enough")
