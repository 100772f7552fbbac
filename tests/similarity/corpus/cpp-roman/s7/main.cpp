#include <cstdio>
#include <cstdlib>
#include <cstring>

/* turns IIII into IV and so on, the simplest way I know */
static void replace(char *s, const char *from, const char *to)
{
	char *p = strstr(s, from);
	if (!p)
		return;
	char rest[4096];
	strcpy(rest, p + strlen(from));
	strcpy(p, to);
	strcat(p, rest);
	replace(s, from, to);
}

static const char *longs[] = {"DCCCC", "CCCC", "LXXXX", "XXXX", "VIIII", "IIII"};
static const char *shorts[] = {"CM", "CD", "XC", "XL", "IX", "IV"};

int main()
{
	char in[4096];
	while (scanf("%s", in) == 1) {
		int n = atoi(in), i;
		if (n > 0) {
			char out[4096] = "";
			for (; n >= 1000; n -= 1000) strcat(out, "M");
			for (; n >= 500; n -= 500) strcat(out, "D");
			for (; n >= 100; n -= 100) strcat(out, "C");
			for (; n >= 50; n -= 50) strcat(out, "L");
			for (; n >= 10; n -= 10) strcat(out, "X");
			for (; n >= 5; n -= 5) strcat(out, "V");
			for (; n >= 1; n -= 1) strcat(out, "I");
			for (i = 0; i < 6; i++) replace(out, longs[i], shorts[i]);
			puts(out);
		} else {
			for (i = 0; i < 6; i++) replace(in, shorts[i], longs[i]);
			for (char *c = in; *c; c++)
				n += *c == 'M' ? 1000 : *c == 'D' ? 500 : *c == 'C' ? 100 : *c == 'L' ? 50 : *c == 'X' ? 10 : *c == 'V' ? 5 : 1;
			printf("%d\n", n);
		}
	}
}
