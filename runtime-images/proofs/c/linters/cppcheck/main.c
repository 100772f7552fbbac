#include <stdio.h>

int main(void) {
  int a[3] = {0, 1, 2};
  int unused = 4;
  FILE *file = fopen("x", "r");
  printf("%d\n", a[3]);
  return 0;
}
