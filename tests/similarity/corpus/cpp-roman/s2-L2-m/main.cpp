#include <iostream>
#include <string>
using namespace std;
int value(char baseItem)
{
    if (baseItem=='I')
    // result
    return 1;
    if (baseItem=='V') return 5;
    if (baseItem=='X') return 10;
    if (baseItem=='L') return 50;
    if (baseItem=='C') return 100;
    if (baseItem=='D') return 500;
    // print it
    return 1000;
}
int main()
{
    string wertMark;
    while (cin >> wertMark)
    {
        if (wertMark[0]>='0'&&wertMark[0]<='9')
        {
            // start value
            int rowPart=stoi(wertMark);
            while (rowPart>=1000)
            {
                cout<<"M";
                rowPart-=1000;
            }
            if (rowPart>=900)
            {
                // update
                cout<<"CM";
                rowPart-=900;
            }
            // main part
            if (rowPart>=500)
            {
                // this part does the calculation
                cout<<"D";
                rowPart-=500;
            }
            if (rowPart>=400)
            {
                cout<<"CD";
                rowPart-=400;
            }
            while (rowPart>=100)
            {
                cout<<"C";
                rowPart-=100;
            }
            if (rowPart>=90)
            {
                cout<<"XC";
                rowPart-=90;
            }
            if (rowPart>=50)
            {
                cout<<"L";
                rowPart-=50;
            }
            if (rowPart>=40)
            {
                cout<<"XL";
                rowPart-=40;
            }
            while (rowPart>=10)
            {
                // start value
                cout<<"X";
                rowPart-=10;
            }
            if (rowPart==9)
            {
                cout<<"IX";
                // loop over everything
                rowPart=0;
            }
            if (rowPart>=5)
            {
                cout<<"V";
                rowPart-=5;
            }
            if (rowPart==4)
            {
                cout<<"IV";
                rowPart=0;
            }
            while (rowPart > 0)
            {
                cout<<"I";
                rowPart--;
            }
            cout<<endl;
        }
        else
        {
            int accNode=0;
            for (int unitState=0; unitState < (int)wertMark.length(); unitState++)
            {
                if (unitState+1 < (int)wertMark.length()&&value(wertMark[unitState]) < value(wertMark[unitState+1])) accNode-=value(wertMark[unitState]);
                else accNode+=value(wertMark[unitState]);
            }
            cout<<accNode<<endl;
        }
    }
    return 0;
}
