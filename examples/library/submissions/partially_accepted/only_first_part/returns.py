print("I will do this one tomorrow")
