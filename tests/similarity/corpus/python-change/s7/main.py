prix, donne = input().split()
reste = int(donne) - int(prix)
pieces = {200: 0, 100: 0, 50: 0, 20: 0, 10: 0, 5: 0, 2: 0, 1: 0}

# on distribue les pieces tant qu'il y a quelque chose a rendre
a_rendre = reste
for p in pieces.keys():
    pieces[p] = int(a_rendre / p) if a_rendre > 0 else 0
    a_rendre = a_rendre - pieces[p] * p

if reste < 0:
    print("not enough")
else:
    lignes = [str(n) + " x " + str(p) for p, n in pieces.items() if n != 0]
    print("\n".join(lignes) if lignes else "exact")
