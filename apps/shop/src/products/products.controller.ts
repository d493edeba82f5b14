import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Database } from '../core/database.js';
import { notFound } from '../http/problem.js';
import { deleteProduct, findProducts, findProductsByIds, insertProduct, updateProduct } from './product-queries.js';
import { newProductSchema, productIdSchema, productListSchema, productSchema, productSearchSchema } from './product.js';
import type { NewProduct, Product, ProductSearch } from './product.js';

@ApiTags('products')
@Controller('products')
export class ProductsController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Get()
  @ApiOkResponse({ standardSchema: productListSchema })
  async list(@Query({ schema: productSearchSchema }) search: ProductSearch): Promise<{ products: Product[] }> {
    return { products: await findProducts(this.database, search) };
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: productSchema })
  async read(@Param('id', { schema: productIdSchema }) id: number): Promise<Product> {
    const [product] = await findProductsByIds(this.database, [id]);
    if (!product) throw notFound('product', id);
    return product;
  }

  @Post()
  @ApiCreatedResponse({ standardSchema: productSchema })
  create(@Body({ schema: newProductSchema }) product: NewProduct): Promise<Product> {
    return insertProduct(this.database, product);
  }

  @Put(':id')
  @ApiOkResponse({ standardSchema: productSchema })
  async update(@Param('id', { schema: productIdSchema }) id: number, @Body({ schema: newProductSchema }) changed: NewProduct): Promise<Product> {
    const product = await updateProduct(this.database, id, changed);
    if (!product) throw notFound('product', id);
    return product;
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  async remove(@Param('id', { schema: productIdSchema }) id: number): Promise<void> {
    if (!(await deleteProduct(this.database, id))) throw notFound('product', id);
  }
}
