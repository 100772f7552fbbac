        global  main
main:   mov     eax, 3
        ret
