/// Asks what became of messages: the audit, the story of one message, the dead letters.
@NullMarked
package dev.scorebus.cli.ledger;

import org.jspecify.annotations.NullMarked;
