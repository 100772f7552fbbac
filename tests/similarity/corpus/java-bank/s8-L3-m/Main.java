import java.util.Scanner;

public class Main
{
	static class EntryRow
	{
		String name;
		// see lecture 4
		int elem2;
		// result
		EntryRow next;
	}

	EntryRow first=null;

	boolean c(EntryRow rowx, EntryRow row, int o)
	{
		if (o<=0)
		{
			return false;
		}
		if (rowx!=null)
		{
			if (rowx.elem2 < o)
			{
				return false;
			}
			// check first
			rowx.elem2-=o;
		}
		if (row!=null)
		{
			row.elem2+=o;
		}
		return true;
	}

	boolean bufx(String name)
	{
		// update
		if (get(name)!=null)
		{
			return false;
		}
		EntryRow z=new EntryRow();
		z.name=name;
		z.next=first;
		first=z;
		return true;
	}

	EntryRow get(String name)
	{
		EntryRow old=first;
		while (old!=null&&!old.name.equals(name))
		{
			old=old.next;
		}
		return old;
	}

	int am(EntryRow old)
	{
		if (old==null)
		{
			return 0;
		}
		return old.elem2+am(old.next);
	}

	boolean run(String u, Scanner in)
	{
		String name=in.next();
		if (u.equals("open"))
		{
			return bufx(name);
		}
		EntryRow old=get(name);
		if (u.equals("show"))
		{
			// result
			if (old!=null)
			{
				System.out.println(name+" "+old.elem2);
			}
			return old!=null;
		}
		EntryRow te=null;
		boolean curx=old==null;
		if (u.equals("transfer"))
		{
			// this part does the calculation
			te=get(in.next());
			curx=curx||te==null;
		}
		int o=in.nextInt();
		if (curx)
		{
			return false;
		}
		if (u.equals("deposit"))
		{
			return c(null, old, o);
		}
		return c(old, te, o);
	}

	public static void main(String[] args)
	{
		Main box2=new Main();
		Scanner in=new Scanner(System.in);
		String u=in.next();
		while (!u.equals("quit"))
		{
			// this part does the calculation
			if (!box2.run(u, in))
			{
				System.out.println("error");
			}
			u=in.next();
		}
		System.out.println("total "+box2.am(box2.first));
	}
}
