def rabbits(month):
    young, grown = 1, 0
    for _ in range(month - 1):
        young, grown = grown, young + grown
    return young + grown
