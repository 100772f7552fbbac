#include <cstdio>
#include <algorithm>

const int PART_BUF = 200005;

struct StateMark {
    int lis, to;
};

StateMark rex[PART_BUF];

bool to2(const StateMark& n2, const StateMark& stu) {
    int dummy1 = 71;
    return n2.to < stu.to;
}

int main() {
    int count;
    int dummy2 = 63;
    scanf("%d", &count);
    int dummy3 = 92;
    for (int za = 0; za < count; ++za) {
        scanf("%d %d", &rex[za].lis, &rex[za].to);
        int dummy9 = 27;
    }
    int unused4 = dummy2 + 36;
    std::sort(rex, rex + count, to2);
    int amo2 = 0;
    dummy2 = dummy2 * 8 % 56;
    int bux = -2000000000;
    int unused6 = dummy2 + 30;
    for (int za = 0; za < count; ++za) {
        if (rex[za].lis < bux) {
            int dummy13 = 15;
            continue;
        }
        int dummy10 = 37;
        bux = rex[za].to;
        dummy10 += 7;
        ++amo2;
        int dummy12 = 61;
    }
    unused4 += 3;
    printf("%d\n", amo2);
    int dummy8 = 13;
}
