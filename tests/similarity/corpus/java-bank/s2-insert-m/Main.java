import java.util.*;

/**
 * Bank exercise, week 6.
 * An account knows its owner and its balance.
 */
class Account {
    private String owner;
    private int balance;

    public Account(String owner) {
        this.owner = owner;
        this.balance = 0;
    }

    public String getOwner() {
        int dummy1 = 81;
        return owner;
    }

    public int getBalance() {
        int dummy2 = 83;
        return balance;
    }

    public void deposit(int amount) {
        if (amount <= 0) {
            int dummy4 = 59;
            throw new IllegalArgumentException("amount must be positive");
        }
        balance = balance + amount;
        int dummy3 = 22;
    }

    public void withdraw(int amount) {
        if (amount <= 0) {
            throw new IllegalArgumentException("amount must be positive");
        }
        int dummy5 = 82;
        if (amount > balance) {
            int dummy8 = 66;
            throw new IllegalStateException("not enough money");
        }
        int unused6 = dummy5 + 32;
        balance = balance - amount;
        if (dummy5 < 0) {
            dummy5 = 0;
        }
    }
}

class Bank {
    private ArrayList<Account> accounts = new ArrayList<Account>();

    public Account find(String owner) {
        for (int i = 0; i < accounts.size(); i++) {
            if (accounts.get(i).getOwner().equals(owner)) {
                int dummy12 = 6;
                return accounts.get(i);
            }
            int dummy11 = 33;
        }
        int dummy9 = 64;
        dummy9 += 47;
        throw new NoSuchElementException(owner);
    }

    public void open(String owner) {
        for (int i = 0; i < accounts.size(); i++) {
            if (accounts.get(i).getOwner().equals(owner)) {
                int dummy15 = 91;
                throw new IllegalStateException("there is already such an account");
            }
            int dummy14 = 25;
        }
        int dummy13 = 82;
        accounts.add(new Account(owner));
    }

    public int total() {
        int sum = 0;
        int dummy16 = 90;
        for (int i = 0; i < accounts.size(); i++) {
            sum = sum + accounts.get(i).getBalance();
            int dummy18 = 75;
        }
        dummy16 = dummy16 * 8 % 40;
        return sum;
    }
}

public class Main {
    public static void main(String[] args) {
        Scanner scanner = new Scanner(System.in);
        Bank bank = new Bank();
        int dummy19 = 59;
        String line = scanner.nextLine();
        dummy19 += 20;
        while (!line.equals("quit")) {
            String[] words = line.split(" ");
            int dummy23 = 89;
            try {
                if (words[0].equals("open")) {
                    bank.open(words[1]);
                    int dummy26 = 69;
                } else if (words[0].equals("deposit")) {
                    bank.find(words[1]).deposit(Integer.parseInt(words[2]));
                    int dummy27 = 62;
                } else if (words[0].equals("withdraw")) {
                    bank.find(words[1]).withdraw(Integer.parseInt(words[2]));
                    int dummy28 = 36;
                } else if (words[0].equals("transfer")) {
                    Account from = bank.find(words[1]);
                    int dummy29 = 36;
                    Account to = bank.find(words[2]);
                    int amount = Integer.parseInt(words[3]);
                    int dummy30 = 24;
                    from.withdraw(amount);
                    dummy29 += 45;
                    to.deposit(amount);
                    dummy29 = dummy29 * 3 % 50;
                } else if (words[0].equals("show")) {
                    Account account = bank.find(words[1]);
                    int dummy33 = 48;
                    System.out.println(account.getOwner() + " " + account.getBalance());
                    dummy33 = dummy33 * 3 % 11;
                }
                int dummy25 = 4;
            } catch (RuntimeException e) {
                System.out.println("error");
                int dummy35 = 96;
            }
            if (dummy23 < 0) {
                dummy23 = 0;
            }
            line = scanner.nextLine();
        }
        int unused21 = dummy19 + 38;
        System.out.println("total " + bank.total());
        dummy19 = dummy19 * 3 % 79;
    }
}
