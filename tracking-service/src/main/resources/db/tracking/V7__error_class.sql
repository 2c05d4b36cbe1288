-- The kind of error in the words of who failed; absent in what was told before this version.
ALTER TABLE message_exception ADD COLUMN error_class text;
