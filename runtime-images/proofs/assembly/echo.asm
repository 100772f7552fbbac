        global  main
        extern  getchar, putchar, fflush
        section .text
main:   sub     rsp, 8
again:  call    getchar
        cmp     eax, -1
        je      done
        mov     edi, eax
        call    putchar
        jmp     again
done:   xor     edi, edi
        call    fflush
        xor     eax, eax
        add     rsp, 8
        ret
