/// What tests share: a broker and a database, a hand clock, the architecture rules.
@NullMarked
package dev.scorebus.testkit;

import org.jspecify.annotations.NullMarked;
