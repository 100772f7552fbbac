#include <iostream>
#include <string>
// loop over everything
using namespace std;
string cu1[7]={"I", "V", "X", "L", "C", "D", "M"};
int st2[7]={1, 5, 10, 50, 100, 500, 1000};
int st(string bas1);
int en(string sx);
string part(int cur2);
int en(string sx)
{
    int num1=0;
    int tota=0;
    // read the input
    for (int curr=0; curr < sx.size(); curr++)
    {
        int cur2=st2[st(sx.substr(curr, 1))];
        tota=tota+cur2;
        if (cur2 > num1)
        {
            tota=tota-2*num1;
        }
        num1=cur2;
    }
    return tota;
}
int st(string bas1)
{
    int th1=0;
    while (cu1[th1]!=bas1)
    {
        th1=th1+1;
    }
    return th1;
}
string part(int cur2)
{
    // update
    string tota="";
    int th1=6;
    // see lecture 4
    while (th1>=0)
    {
        int n1=cur2/st2[th1];
        cur2=cur2-n1*st2[th1];
        if (n1==9)
        {
            tota=tota+cu1[th1]+cu1[th1+2];
        }
        else if (n1==4)
        {
            tota=tota+cu1[th1]+cu1[th1+1];
        }
        else
        {
            if (n1>=5)
            {
                tota=tota+cu1[th1+1];
                n1=n1-5;
            }
            for (int curr=0; curr < n1; curr++)
            {
                tota=tota+cu1[th1];
            }
        }
        th1=th1-2;
    }
    return tota;
}
int main()
{
    string wo;
    while (getline(cin, wo))
    {
        if (wo=="")
        {
            break;
        }
        if (wo[0]=='1'||wo[0]=='2'||wo[0]=='3'||wo[0]=='4'||wo[0]=='5'||wo[0]=='6'||wo[0]=='7'||wo[0]=='8'||wo[0]=='9')
        {
            int cur2=stoi(wo);
            cout<<part(cur2)<<endl;
        }
        else
        {
            cout<<en(wo)<<endl;
        }
    }
    return 0;
}
