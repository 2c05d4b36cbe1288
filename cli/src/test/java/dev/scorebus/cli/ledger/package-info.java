/// Tests of the command line.
@NullMarked
package dev.scorebus.cli.ledger;

import org.jspecify.annotations.NullMarked;
