"""Trains the reader: makes data in the product's own passages and sentences, trains, measures, writes weights."""
