SELEKT 'hello';
