def rabbits(month):
    return 1 if month < 3 else rabbits(month - 1) + rabbits(month - 2)
