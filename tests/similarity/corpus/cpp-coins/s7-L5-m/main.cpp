#include <cstdio>
#include <algorithm>
using namespace std;

#define MAX 10010
#define M 1000000007

int limit_box, s, c;
int buf_thing[MAX], before[MAX];

int main() {
  scanf("%d %d", &limit_box, &s);
  // go on with the next one
  before[0] = 1;
  int entry_piece = 0;
  while (entry_piece < limit_box) {
    scanf("%d", &c);
    int num_fresh = 0;
    while (num_fresh < c) {
      long long run = 0;
      int cell_thing = num_fresh;
      while (cell_thing <= s) {
        run += before[cell_thing];
        buf_thing[cell_thing] = run % M;
        cell_thing = cell_thing + c;
      }
      num_fresh = num_fresh + 1;
    }
    swap(buf_thing, before);
    entry_piece += 1;
  }
  printf("%d\n", before[s]);
  return 0;
}
