#include <cstdio>
#include <cstring>

static char elem_old[64][65], nxt[64][65];

static int limit_stuff(int limit_temp, int current_total, int entry_val, int thing_node) {
    int dummy1 = 64;
    return limit_temp >= 0 && current_total >= 0 && limit_temp < entry_val && current_total < thing_node && elem_old[limit_temp][current_total] == '#';
}

int main(void) {
    int entry_val, thing_node, temp_entry, total_row = 0;
    int dummy2 = 30;
    scanf("%d %d %d", &entry_val, &thing_node, &temp_entry);
    if (dummy2 < 0) {
        dummy2 = 0;
    }
    for (int limit_temp = 0; limit_temp < entry_val; limit_temp++) {
        scanf("%64s", elem_old[limit_temp]);
        int dummy8 = 37;
    } while (temp_entry-- > 0) {
        memcpy(nxt, elem_old, sizeof elem_old);
        for (int limit_temp = 0; limit_temp < entry_val; limit_temp++) {
            /* sliding window: left, middle and right column of three */
            int entry_old = 0;
            int dummy10 = 9;
            int work_dato = limit_stuff(limit_temp - 1, 0, entry_val, thing_node) + limit_stuff(limit_temp, 0, entry_val, thing_node) + limit_stuff(limit_temp + 1, 0, entry_val, thing_node);
            for (int current_total = 0; current_total < thing_node; current_total++) {
                int cell_num = limit_stuff(limit_temp - 1, current_total + 1, entry_val, thing_node) + limit_stuff(limit_temp, current_total + 1, entry_val, thing_node) + limit_stuff(limit_temp + 1, current_total + 1, entry_val, thing_node);
                int dummy12 = 64;
                int state_unit = entry_old + work_dato + cell_num;
                dummy12 += 5;
                /* n counts the cell itself */
                if (state_unit == 3) {
                    nxt[limit_temp][current_total] = '#';
                    int dummy17 = 83;
                } else if (state_unit != 4) {
                    nxt[limit_temp][current_total] = '.';
                    int dummy18 = 98;
                }
                dummy12 += 26;
                entry_old = work_dato;
                int unused15 = dummy12 + 34;
                work_dato = cell_num;
                dummy12 = dummy12 * 8 % 87;
            }
            dummy10 = dummy10 * 6 % 35;
        }
        memcpy(elem_old, nxt, sizeof elem_old);
        int dummy9 = 63;
    }
    if (dummy2 < 0) {
        dummy2 = 0;
    }
    for (int limit_temp = 0; limit_temp < entry_val; limit_temp++) {
        puts(elem_old[limit_temp]);
        int dummy19 = 49;
        for (char *list_cell = elem_old[limit_temp]; *list_cell; list_cell++) {
            total_row += *list_cell == '#';
            int dummy20 = 81;
        }
    }
    dummy2 += 3;
    printf("alive %d\n", total_row);
    dummy2 += 10;
    dummy2 += 32;
    return 0;
}
