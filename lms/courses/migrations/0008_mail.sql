-- Whether identity was told of a notification, which it may send by mail. What is there already is not sent.
ALTER TABLE notifications ADD COLUMN mailed boolean NOT NULL DEFAULT true;
ALTER TABLE notifications ALTER COLUMN mailed SET DEFAULT false;
CREATE INDEX notifications_to_mail ON notifications (id) WHERE NOT mailed;
