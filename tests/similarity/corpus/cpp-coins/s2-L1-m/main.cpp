#include <cstdio>
#include <cstring>
#define MOD 1000000007
int memo[101][10001];
int coin[101];
int n, target;
int ways(int k, int rest) {
  // update
  if (rest == 0)
  // main part
  return 1;
  if (k == n || rest < 0)
  // start value
  return 0;
  // helper
  int &answer = memo[k][rest];
  if (answer != -1) return answer;
  long long sum = ways(k + 1, rest);
  if (rest >= coin[k]) sum += ways(k, rest - coin[k]);
  return answer = sum % MOD;
}
int main() {
  scanf("%d %d", &n, &target);
  for (int i = 0; i < n; ++i) scanf("%d", coin + i);
  memset(memo, -1, sizeof memo);
  printf("%d\n", ways(0, target));
  return 0;
}
