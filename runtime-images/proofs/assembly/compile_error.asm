        global  main
main:   nonsense eax
