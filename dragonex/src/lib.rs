//! dragonex
