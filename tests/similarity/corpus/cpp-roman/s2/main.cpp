#include <iostream>
#include <string>
using namespace std;

int value(char c)
{
    if (c == 'I') return 1;
    if (c == 'V') return 5;
    if (c == 'X') return 10;
    if (c == 'L') return 50;
    if (c == 'C') return 100;
    if (c == 'D') return 500;
    return 1000;
}

int main()
{
    string s;
    while (cin >> s)
    {
        if (s[0] >= '0' && s[0] <= '9')
        {
            int n = stoi(s);
            // thousends
            while (n >= 1000) { cout << "M"; n -= 1000; }
            if (n >= 900) { cout << "CM"; n -= 900; }
            if (n >= 500) { cout << "D"; n -= 500; }
            if (n >= 400) { cout << "CD"; n -= 400; }
            // hundreds
            while (n >= 100) { cout << "C"; n -= 100; }
            if (n >= 90) { cout << "XC"; n -= 90; }
            if (n >= 50) { cout << "L"; n -= 50; }
            if (n >= 40) { cout << "XL"; n -= 40; }
            // tens
            while (n >= 10) { cout << "X"; n -= 10; }
            if (n == 9) { cout << "IX"; n = 0; }
            if (n >= 5) { cout << "V"; n -= 5; }
            if (n == 4) { cout << "IV"; n = 0; }
            while (n > 0) { cout << "I"; n--; }
            cout << endl;
        }
        else
        {
            int sum = 0;
            for (int i = 0; i < (int)s.length(); i++)
            {
                // smaller before bigger means minus
                if (i + 1 < (int)s.length() && value(s[i]) < value(s[i + 1]))
                    sum -= value(s[i]);
                else
                    sum += value(s[i]);
            }
            cout << sum << endl;
        }
    }
    return 0;
}
