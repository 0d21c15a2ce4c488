/**
 * The command line.
 *
 * <p>May use: all other packages of this module.
 */
package seseragi.server.cli;
